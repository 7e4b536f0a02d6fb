"""Everything that touches the world, and what people see."""
