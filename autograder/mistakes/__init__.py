"""The wrong implementations that the exercises recognise, where a unit has many: one module a unit."""
