package kluis_test

import (
	"os"
	"testing"

	"schakel/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }
