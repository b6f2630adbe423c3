"""Returns lists, dictionaries and arrays that contain themselves."""

# %% answers
loop = []
loop.append(loop)
table = {}
table["again"] = table
array = np.empty(1, dtype=object)
array[0] = array
return [loop, table, array, (loop, table)]
