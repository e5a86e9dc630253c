"""FHIR R4: the diary as a Bundle, a clinic's form, and answers out of another system."""
