package demo

import (
	"errors"

	"go.temporal.io/api/serviceerror"
)

// geenWorkflow: Temporal does not know this workflow.
func geenWorkflow(err error) bool {
	var weg *serviceerror.NotFound
	return errors.As(err, &weg)
}
