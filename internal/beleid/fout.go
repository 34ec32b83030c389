package beleid

import "schakel/internal/bestand"

// Fout is one thing wrong in a policy file, in words for who wrote the file.
type Fout = bestand.Fout

// Fouten are all the things wrong in one policy file, in the order of its lines.
type Fouten = bestand.Fouten

// lezer reads a policy file.
type lezer struct{ *bestand.Lezer }
