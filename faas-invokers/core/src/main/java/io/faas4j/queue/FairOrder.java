package io.faas4j.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The order of standard queues: the oldest first (rule QUEUE-39), but quiet tenants before noisy ones (rules FAIR-1 to FAIR-5). */
final class FairOrder implements ReceiveOrder {

    private static final int NOISY_IN_FLIGHT = 30;
    private static final int NOISY_SHARE = 10;
    private static final long SILENCE = Duration.ofMinutes(5).toNanos();

    private static final Comparator<Tenant> BY_OLDEST = Comparator.comparingLong(tenant -> tenant.headOrder);
    private static final Comparator<Tenant> BY_FEWEST_IN_FLIGHT =
            Comparator.<Tenant>comparingInt(tenant -> tenant.inFlight).thenComparing(BY_OLDEST);

    /*
     * I1  a tenant with visible messages is in one of `quiet` and `noisy`, another in neither; `isNoisy` says in which. Who is in
     *     `quiet` may have become noisy: that is looked at when it is its turn.
     * I2  a tenant is known while it has a message in the queue. What is in a parcel has none.
     * Cost: without tenants, that of a line; with them logarithmic in their number. At most a few are noisy at once, as each has
     *     more than a tenth of what is in flight or of the time.
     */
    private final Line withoutTenant = new Line();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final TreeSet<Tenant> quiet = new TreeSet<>(BY_OLDEST);
    private final List<Tenant> noisy = new ArrayList<>();
    private final RecentTime processing = new RecentTime();
    private int inFlight;

    @Override
    public void add(Entry entry) {
        if (entry instanceof StoredMessage message && message.groupId != null) {
            Tenant tenant = tenants.computeIfAbsent(message.groupId, Tenant::new);
            tenant.messages++;
            tenant.lastSentNanos = message.sentNanos;
            message.tenant = tenant;
        }
    }

    private static @Nullable Tenant tenantOf(Entry entry) {
        return entry instanceof StoredMessage message ? message.tenant : null;
    }

    @Override
    public void show(Entry entry) {
        Tenant tenant = tenantOf(entry);
        if (tenant == null) {
            withoutTenant.add(entry, entry.order);
        } else {
            leave(tenant);
            tenant.visible.add(entry, entry.order);
            enter(tenant);
        }
    }

    @Override
    public void hide(Entry entry) {
        Tenant tenant = tenantOf(entry);
        if (tenant == null) {
            withoutTenant.remove(entry);
        } else {
            leave(tenant);
            tenant.visible.remove(entry);
            enter(tenant);
        }
    }

    private void leave(Tenant tenant) {
        if (tenant.isNoisy) {
            noisy.remove(tenant);
        } else {
            quiet.remove(tenant);
        }
    }

    private void enter(Tenant tenant) {
        Entry first = tenant.visible.first();
        if (first == null) {
            tenant.isNoisy = false;
            return;
        }
        tenant.headOrder = first.order;
        if (tenant.isNoisy) {
            noisy.add(tenant);
        } else {
            quiet.add(tenant);
        }
    }

    @Override
    public void remove(Entry entry, boolean wasVisible) {
        if (wasVisible) {
            hide(entry);
        }
        Tenant tenant = tenantOf(entry);
        if (tenant != null && --tenant.messages == 0) {
            tenants.remove(tenant.name);
        }
    }

    @Override
    public boolean hasNext() {
        return !withoutTenant.isEmpty() || !quiet.isEmpty() || !noisy.isEmpty();
    }

    @Override
    public @Nullable Entry poll(long now) {
        Entry next = tenants.isEmpty() ? withoutTenant.first() : fair(now);
        if (next != null) {
            hide(next);
        }
        return next;
    }

    private @Nullable Entry fair(long now) {
        quietenDown(now);
        Entry single = withoutTenant.first();
        while (!quiet.isEmpty()) {
            Tenant oldest = quiet.first();
            if (single != null && single.order < oldest.headOrder) {
                return single;
            }
            if (!isNoisy(oldest, now)) {
                return oldest.visible.first();
            }
            leave(oldest);
            oldest.isNoisy = true;
            enter(oldest);
        }
        if (single != null || noisy.isEmpty()) {
            return single;
        }
        return noisy.stream().min(BY_FEWEST_IN_FLIGHT).orElseThrow().visible.first();
    }

    /** Rule FAIR-5. */
    private void quietenDown(long now) {
        for (Iterator<Tenant> each = noisy.iterator(); each.hasNext(); ) {
            Tenant tenant = each.next();
            if (!isNoisy(tenant, now)) {
                each.remove();
                tenant.isNoisy = false;
                quiet.add(tenant);
            }
        }
    }

    /** Rules FAIR-2 and FAIR-5. */
    private boolean isNoisy(Tenant tenant, long now) {
        if (now - tenant.lastSentNanos >= SILENCE) {
            return false;
        }
        boolean isInMany = tenant.inFlight >= NOISY_IN_FLIGHT && (long) NOISY_SHARE * tenant.inFlight > inFlight;
        return isInMany || NOISY_SHARE * tenant.processing.sum(now) > processing.sum(now);
    }

    @Override
    public boolean isTimeless() {
        return tenants.isEmpty();
    }

    @Override
    public void tookOff(Entry entry) {
        inFlight += entry.size();
        Tenant tenant = tenantOf(entry);
        if (tenant != null) {
            tenant.inFlight++;
        }
    }

    @Override
    public void landed(Entry entry, long now) {
        inFlight -= entry.size();
        if (!tenants.isEmpty()) {
            processing.add(entry.size() * (now - entry.receivedNanos), now);
        }
        Tenant tenant = tenantOf(entry);
        if (tenant != null) {
            tenant.inFlight--;
            tenant.processing.add(now - entry.receivedNanos, now);
        }
    }
}
