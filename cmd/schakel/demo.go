package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/demo"
	"schakel/internal/register"
	"schakel/internal/solo"
)

// errDemoEcht: the demo invents people and cases, and a real provider does not know them.
var errDemoEcht = errors.New("--demo hoort bij de ontwikkel-inlogdienst: laat --oidc-issuer of --demo weg")

// extra are the demo region's people beside the users of the contract.
func (r *solorun) extra() []solo.Gebruiker {
	if !r.Demo {
		return nil
	}
	return demo.Extra()
}

// vulDemo fills the demo region in the background; the product is ready meanwhile. It
// is stopped, and waited for, before what it stands on.
func (r *solorun) vulDemo(ctx context.Context, reg register.Config) {
	ctx, stop := context.WithCancel(ctx)
	klaar := make(chan struct{})
	r.bij(func() error {
		stop()
		<-klaar
		return nil
	})
	go func() {
		defer close(klaar)
		begin, nieuw := time.Now(), false
		err := demo.Vul(ctx, demo.Config{
			Register: reg, Motor: r.product.Motor, Beleid: r.product.Stappen.Beleid, Log: r.log,
			Voortgang: func(n, totaal int) {
				nieuw = true
				if n%10 == 0 && n < totaal {
					fmt.Printf("demo: %d van %d casussen\n", n, totaal)
				}
			},
		})
		switch {
		case ctx.Err() != nil:
			fmt.Println("demo: onderbroken; start nog eens met --demo om af te maken")
		case err != nil:
			r.log.Error("demo niet gevuld", "fout", err)
			fmt.Println("demo: niet gelukt:", err)
		case nieuw:
			fmt.Printf("demo: klaar in %s; kijk als coordinator, werker of ctb\n", time.Since(begin).Round(time.Second))
		default:
			fmt.Println("demo: de regio was al gevuld")
		}
	}()
}
