"""Events: medicines and their doses, therapy, life, illness, questions for the visit."""
