/** What operators see: meters and snapshots. */
package io.faas4j.telemetry;
