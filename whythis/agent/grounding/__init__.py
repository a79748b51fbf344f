"""How well what is said is grounded: thousands of answers, corrupted and as they are, against the verifier."""
