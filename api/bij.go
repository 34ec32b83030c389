package api

import (
	"context"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/register"
	"schakel/internal/toegang"
)

// bij registers the handler of the route that op describes. It is given who asks, and what it refuses goes out as a problem. What stands in the path is an id:
// one that cannot be an id looks as one that is not there.
func bij[I, O any](d *dienst, op huma.Operation, doe func(context.Context, toegang.Identiteit, *I) (*O, error)) {
	var inPad [][]int
	for _, v := range reflect.VisibleFields(reflect.TypeFor[I]()) {
		if _, er := v.Tag.Lookup("path"); er {
			inPad = append(inPad, v.Index)
		}
	}
	huma.Register(d.huma, op, func(ctx context.Context, in *I) (*O, error) {
		for _, waar := range inPad {
			if !register.IsID(reflect.ValueOf(in).Elem().FieldByIndex(waar).String()) {
				return nil, d.weiger(nietGevonden())
			}
		}
		id, _ := toegang.Van(ctx)
		uit, err := doe(ctx, id, in)
		if err != nil {
			return nil, d.weiger(err)
		}
		return uit, nil
	})
}

// geef answers with one thing of the register, in the form of the API.
func geef[T, U any](van func(T) U) func(T, error) (*uit[U], error) {
	return func(t T, err error) (*uit[U], error) {
		if err != nil {
			return nil, err
		}
		return &uit[U]{van(t)}, nil
	}
}

// alsLijst answers with all there is.
func alsLijst[T, U any](van func(T) U) func([]T, error) (*uit[Lijst[U]], error) {
	return geef(func(rijen []T) Lijst[U] { return Lijst[U]{Resultaten: elk(rijen, van)} })
}

// alsBlad answers with one page, and the cursor of the next.
func alsBlad[T, U any](van func(T) U) func([]T, string, error) (*uit[Bladzijde[U]], error) {
	return func(rijen []T, volgende string, err error) (*uit[Bladzijde[U]], error) {
		return geef(func(rijen []T) Bladzijde[U] {
			return Bladzijde[U]{Resultaten: elk(rijen, van), Volgende: ofNiets(volgende)}
		})(rijen, err)
	}
}
