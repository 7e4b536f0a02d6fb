"""What leaves as a file, each an act; and a bundle that comes back."""
