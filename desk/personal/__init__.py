"""What is held about a person: found everywhere, listed, handed out, and erased."""
