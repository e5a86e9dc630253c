"""What the screens are made of. A widget shows and asks; it knows no diary file and no clock."""
