package inzage_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"schakel/internal/inzage"
	"schakel/internal/register"
)

// nietInDeling are the fields of a deling that are not in the bundle, with why.
var nietInDeling = map[string]string{"CasusID": "staat al bij de casus zelf"}

// Whatever is known of a deling is in what the client gets, also a field that is added later.
func TestElkVeldVanEenDelingIsErin(t *testing.T) {
	t.Parallel()
	var d register.Deling
	wil := vul(t, reflect.ValueOf(&d).Elem(), "Deling")
	ruw, err := json.Marshal(inzage.Van(register.Inzage{Delingen: []register.Deling{d}}).Delingen)
	if err != nil {
		t.Fatal(err)
	}
	for veld, waarde := range wil {
		_, weg := nietInDeling[strings.TrimPrefix(veld, "Deling.")]
		if erin := strings.Contains(string(ruw), waarde); erin == weg {
			t.Errorf("%s: in de bundel %v, opgegeven als weggelaten %v", veld, erin, weg)
		}
	}
	if len(wil) < 20 {
		t.Errorf("maar %d velden bekeken", len(wil))
	}
}

// vul gives every field another value, and answers how each reads in JSON.
func vul(t *testing.T, v reflect.Value, naam string) map[string]string {
	t.Helper()
	uit := map[string]string{}
	for i := range v.NumField() {
		f, veld := v.Field(i), naam+"."+v.Type().Field(i).Name
		moment := time.Date(2031, 1, 1+len(naam)%7, i, i, i, 0, time.UTC)
		switch f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(moment))
			uit[veld] = moment.Format(time.RFC3339)
			continue
		case *time.Time:
			f.Set(reflect.ValueOf(&moment))
			uit[veld] = moment.Format(time.RFC3339)
			continue
		case []string:
			f.Set(reflect.ValueOf([]string{"w-" + veld + "."}))
			uit[veld] = "w-" + veld + "."
			continue
		}
		switch f.Kind() {
		case reflect.String:
			f.SetString("w-" + veld + ".")
			uit[veld] = "w-" + veld + "."
		case reflect.Bool:
			f.SetBool(true)
			uit[veld] = fmt.Sprintf("%q:true", map[string]string{"Deling.UitBeleid": "grondslagUitBeleid"}[veld])
			if strings.HasPrefix(veld, "Deling.Geinformeerd.") {
				uit[veld] = `"geinformeerd":true`
			}
		case reflect.Struct:
			for k, w := range vul(t, f, veld) {
				uit[k] = w
			}
		default:
			t.Fatalf("%s: een soort die de proef niet kent: %s", veld, f.Kind())
		}
	}
	return uit
}
