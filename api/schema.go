package api

import "github.com/danielgtaylor/huma/v2"

// ofNull says of objects that null can stand in their place; huma does so for plain values only.
func ofNull(s *huma.Schema, velden ...string) *huma.Schema {
	for _, naam := range velden {
		p := s.Properties[naam]
		s.Properties[naam] = &huma.Schema{
			Description: p.Description, AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}},
		}
	}
	return s
}

// TransformSchema implements [huma.SchemaTransformer].
func (Casus) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return ofNull(s, "regiehouder", "opschaling", "overdracht")
}

// TransformSchema implements [huma.SchemaTransformer].
func (CasusStatus) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return ofNull(s, "regiehouder")
}

// TransformSchema implements [huma.SchemaTransformer].
func (Feit) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return ofNull(s, "regie", "termijn")
}

// TransformSchema implements [huma.SchemaTransformer].
func (Regie) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return ofNull(s, "regiehouder")
}
