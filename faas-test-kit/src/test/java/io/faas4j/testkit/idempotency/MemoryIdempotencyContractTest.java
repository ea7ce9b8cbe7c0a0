package io.faas4j.testkit.idempotency;

import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.testkit.contract.IdempotencyStoreContract;

class MemoryIdempotencyContractTest extends IdempotencyStoreContract {

    @Override
    protected IdempotencyStore open() {
        return IdempotencyStore.inMemory();
    }

    @Override
    protected IdempotencyStore reopen(IdempotencyStore used) {
        return used;
    }
}
