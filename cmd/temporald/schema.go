package main

import (
	"fmt"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/tools/common/schema"
	tsql "go.temporal.io/server/tools/sql"
)

// The schemas embedded in the server's module.
const (
	schemaStore      = "postgresql/v12/temporal"
	schemaVisibility = "postgresql/v12/visibility"
	// adminDatabase exists in every PostgreSQL; databases are created from there.
	adminDatabase = "postgres"
)

// ensureSchema does what the server's SQL tool does with create-database, setup-schema -v 0.0 and update-schema: it brings
// a database from whatever version it has (none included) to the version of this server. A step that was interrupted is
// done again.
func ensureSchema(cfg config.SQL, name string, logger log.Logger) error {
	conn, err := tsql.NewConnection(&cfg, logger)
	if err != nil {
		// Only then: a user who was given ready-made databases needs no right to create them.
		admin := cfg // DoCreateDatabase changes what it is given
		if createErr := tsql.DoCreateDatabase(&admin, adminDatabase, logger); createErr != nil {
			return fmt.Errorf("database %s: %w", cfg.DatabaseName, createErr)
		}
		if conn, err = tsql.NewConnection(&cfg, logger); err != nil {
			return fmt.Errorf("database %s: %w", cfg.DatabaseName, err)
		}
	}
	defer conn.Close()
	if _, err := conn.ReadSchemaVersion(); err != nil {
		setup := schema.NewSetupSchemaTask(conn, &schema.SetupConfig{InitialVersion: "0.0"}, logger)
		if err := setup.Run(); err != nil {
			return fmt.Errorf("database %s: set up: %w", cfg.DatabaseName, err)
		}
	}
	update := schema.NewUpdateSchemaTask(conn, &schema.UpdateConfig{DBName: cfg.DatabaseName, SchemaName: name}, logger)
	if err := update.Run(); err != nil {
		return fmt.Errorf("database %s: update: %w", cfg.DatabaseName, err)
	}
	return nil
}
