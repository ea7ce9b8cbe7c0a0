package io.faas4j.testkit.stream;

import io.faas4j.source.CheckpointStore;
import io.faas4j.testkit.contract.CheckpointStoreContract;

class MemoryCheckpointsTest extends CheckpointStoreContract {

    @Override
    protected CheckpointStore open() {
        return CheckpointStore.inMemory();
    }

    @Override
    protected CheckpointStore reopen(CheckpointStore used) {
        return used;
    }
}
