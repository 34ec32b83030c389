package main

import (
	"go.temporal.io/server/common/dynamicconfig"
)

// dynamicConfig holds the settings that differ from a cluster's defaults, each with its reason. Everything that decides how
// a workflow behaves (2,000 updates per run, sizes of histories and payloads) stays at the default: what runs here must run
// on a cluster.
func dynamicConfig() dynamicconfig.Client {
	return dynamicconfig.StaticClient{
		// A cluster caches 128,000 workflows and 256 MB of events per host. One machine has less, and reads a cold
		// workflow back in a millisecond.
		dynamicconfig.HistoryCacheSizeBasedLimit.Key():        true,
		dynamicconfig.HistoryCacheHostLevelMaxSizeBytes.Key(): 96 << 20,
		dynamicconfig.EventsHostLevelCacheMaxSizeBytes.Key():  32 << 20,
		// Timers that are due fire one after the other (docs/decisions/0098): 512 at a time, a cluster's default, fill the queue of
		// tasks faster than two cores empty it, and whoever takes a step meanwhile waits at the end of it.
		dynamicconfig.TimerProcessorSchedulerWorkerCount.Key(): 1,
		// Tests and an import list many workflows and make many namespaces; a cluster shares these among its tenants.
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key():                       1000,
		dynamicconfig.FrontendNamespaceReplicationInducingAPIsRPS.Key():                        1000,
		dynamicconfig.FrontendMaxNamespaceNamespaceReplicationInducingAPIsRPSPerInstance.Key(): 1000,
	}
}
