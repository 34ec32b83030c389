package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
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
	// noSuchDatabase is PostgreSQL's invalid_catalog_name.
	noSuchDatabase = "3D000"
)

// ensureSchema does what the server's SQL tool does with create-database, setup-schema -v 0.0 and update-schema: it brings
// a database from whatever version it has (none included) to the version of this server. A step that was interrupted is
// done again.
func ensureSchema(ctx context.Context, cfg config.SQL, name string, logger log.Logger) error {
	if err := ensureDatabase(ctx, cfg, logger); err != nil {
		return fmt.Errorf("database %s: %w", cfg.DatabaseName, err)
	}
	conn, err := tsql.NewConnection(&cfg, logger)
	if err != nil {
		return fmt.Errorf("database %s: %w", cfg.DatabaseName, err)
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

// ensureDatabase creates the database only when PostgreSQL says that it isn't there: a user who was given ready-made
// databases needs no right to create them. (The server's own connections are lazy, and hide why they fail.)
func ensureDatabase(ctx context.Context, cfg config.SQL, logger log.Logger) error {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: cfg.ConnectAddr, Path: "/" + cfg.DatabaseName,
		RawQuery: "sslmode=disable",
	}
	conn, err := pgx.Connect(ctx, u.String())
	if err == nil {
		return conn.Close(ctx)
	}
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) || pgErr.Code != noSuchDatabase {
		return err
	}
	// cfg is a copy: DoCreateDatabase changes what it is given.
	return tsql.DoCreateDatabase(&cfg, adminDatabase, logger)
}
