"""Contents of files: kept, checked and given to those who may have them."""
