"""What runs inside the sandbox: the zygote and the child that it forks for a submission."""
