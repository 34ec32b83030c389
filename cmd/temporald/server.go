package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
	"golang.org/x/sync/errgroup"
)

const (
	storeDefault    = "default"
	storeVisibility = "visibility"
	clusterName     = "active"
	// defaultMaxConns per service and database. Each of the four services has its own pool for both databases, so that the
	// most there can ever be is 4 × (16 + 4) = 80: two cores can't use more, and PostgreSQL's 200 leave room for the product.
	defaultMaxConns = 16
	visibilityConns = 4
	// connLifetime lets the pools shrink after a burst; an idle backend of PostgreSQL costs 5 to 10 MB.
	connLifetime = 5 * time.Minute
	disabled     = "disabled"
)

// startServer prepares the databases and starts the four services. It returns when the frontend serves.
func startServer(ctx context.Context, cfg Config, logger log.Logger) (temporal.Server, error) {
	provider, client, err := familyTLS(cfg.TLS)
	if err != nil {
		return nil, err
	}
	serverCfg, hosts := serverConfig(cfg)
	if err := ensureSchemas(ctx, serverCfg, logger); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	srv, err := temporal.NewServer(
		temporal.WithConfig(serverCfg),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger),
		temporal.WithTLSConfigFactory(provider),
		// Who holds a certificate of the family is the family: there is nobody else to tell apart.
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return authorization.NewNoopClaimMapper() }),
		temporal.WithDynamicConfigClient(dynamicConfig()),
	)
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	if err := srv.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("server: %w", err), srv.Stop())
	}
	if err := waitServing(ctx, cfg.hostPort(), client); err != nil {
		return nil, errors.Join(err, srv.Stop())
	}
	return srv, nil
}

// ensureSchemas does both databases at once: on an empty store that is a third of the start.
func ensureSchemas(ctx context.Context, cfg *config.Config, logger log.Logger) error {
	var group errgroup.Group
	for store, name := range map[string]string{storeDefault: schemaStore, storeVisibility: schemaVisibility} {
		group.Go(func() error { return ensureSchema(ctx, *cfg.Persistence.DataStores[store].SQL, name, logger) })
	}
	return group.Wait()
}

// serverConfig is the configuration file that a cluster would have, for one process.
func serverConfig(cfg Config) (*config.Config, map[primitives.ServiceName]static.Hosts) {
	var out config.Config
	services, hosts := servicesOn(cfg)
	out.Services = services
	out.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: listenIP}
	out.Persistence = persistence(cfg)
	out.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: cfg.hostPort()},
		},
	}
	out.DCRedirectionPolicy.Policy = "noop"
	out.Archival.History.State, out.Archival.Visibility.State = disabled, disabled
	out.NamespaceDefaults.Archival.History.State, out.NamespaceDefaults.Archival.Visibility.State = disabled, disabled
	out.PublicClient.HostPort = cfg.hostPort()
	return &out, hosts
}

func persistence(cfg Config) config.Persistence {
	conns := cfg.Postgres.MaxConns
	if conns == 0 {
		conns = defaultMaxConns
	}
	store := func(database string, conns int) config.DataStore {
		return config.DataStore{SQL: &config.SQL{
			PluginName: postgresql.PluginNamePGX, ConnectProtocol: "tcp", ConnectAddr: cfg.Postgres.Addr,
			User: cfg.Postgres.User, Password: cfg.Postgres.Password, DatabaseName: database,
			MaxConns: conns, MaxIdleConns: conns, MaxConnLifetime: connLifetime,
		}}
	}
	return config.Persistence{
		DefaultStore: storeDefault, VisibilityStore: storeVisibility, NumHistoryShards: cfg.Shards,
		DataStores: map[string]config.DataStore{
			storeDefault:    store(cfg.Postgres.Database, conns),
			storeVisibility: store(cfg.Postgres.Visibility, visibilityConns),
		},
	}
}

// servicesOn gives every service its port. Membership is static: with one process there is nobody to gossip with, and no
// port for it.
func servicesOn(cfg Config) (map[string]config.Service, map[primitives.ServiceName]static.Hosts) {
	ports := map[primitives.ServiceName]int{
		primitives.FrontendService: cfg.Port, primitives.HistoryService: cfg.Inner[0],
		primitives.MatchingService: cfg.Inner[1], primitives.WorkerService: cfg.Inner[2],
	}
	services, hosts := map[string]config.Service{}, map[primitives.ServiceName]static.Hosts{}
	for name, port := range ports {
		services[string(name)] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: listenIP}}
		hosts[name] = static.SingleLocalHost(net.JoinHostPort(listenIP, strconv.Itoa(port)))
	}
	return services, hosts
}
