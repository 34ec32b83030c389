// Package bestand reads YAML files that people write: key by key, so that a key
// nobody knows, one that is missing, and a value that cannot be are each told with
// file and line, all at once. It never guesses: no aliases, no tags, no second document.
package bestand
