package scheduler_test

import (
	"flag"
	"testing"
	_ "time/tzdata"

	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
