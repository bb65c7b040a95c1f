package picture

// Scale is for the tests.
var Scale = scale
