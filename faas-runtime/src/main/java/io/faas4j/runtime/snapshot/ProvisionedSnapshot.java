package io.faas4j.runtime.snapshot;

import io.faas4j.function.ProvisionedConcurrency.Status;
import java.util.Optional;

/**
 * The provisioned concurrency of one version at one moment.
 *
 * @param qualifier what it was asked for: the version, or an alias that leads to it
 * @param requested how many contexts the version shall have: all, or its share by the alias's weights
 * @param allocated contexts that have their place: they serve, or are being made again
 * @param available contexts that serve, idle or busy
 * @param busy contexts that belong to an invocation, also of those that are leaving
 * @param status of the whole request
 * @param statusReason why it failed, empty unless it did
 */
public record ProvisionedSnapshot(
        String qualifier,
        int requested,
        int allocated,
        int available,
        int busy,
        Status status,
        Optional<String> statusReason) {}
