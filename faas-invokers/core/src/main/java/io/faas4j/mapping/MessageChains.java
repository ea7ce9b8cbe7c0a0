package io.faas4j.mapping;

import io.faas4j.queue.SystemAttributes;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.Lineage;
import io.faas4j.source.QueueMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The chains of invocations that the messages of a queue come with (rules REC-1 to REC-3). A message that goes in a circle is
 * taken out of its batch, so that the others do not suffer for it: it stays hidden, and comes again until its queue's redrive
 * policy moves it. What stands behind it in a group that keeps an order stays with it. Safe for use by many threads, each with its own batch.
 */
final class MessageChains {

    private final MappedFunction function;
    private final MappingProgress progress;

    MessageChains(MappedFunction function, MappingProgress progress) {
        this.function = function;
        this.progress = progress;
    }

    /** The chain of an invocation with a batch: each function is in it as often as in any message's. */
    CallChain of(PendingMessages pending) {
        return pending.isTraced() ? ofSome(pending) : CallChain.NONE;
    }

    /** Whether a message comes with a chain. */
    static boolean isTraced(QueueMessage message) {
        return message.systemAttributes().containsKey(SystemAttributes.TRACE_HEADER);
    }

    private CallChain ofSome(PendingMessages pending) {
        CallChain all = CallChain.NONE;
        List<QueueMessage> circling = new ArrayList<>();
        Set<String> stoppedGroups = new HashSet<>();
        for (QueueMessage message : pending.messages()) {
            String header = message.systemAttributes().get(SystemAttributes.TRACE_HEADER);
            CallChain chain = header == null ? CallChain.NONE : Lineage.of(header);
            String group =
                    message.sequenceNumber().isPresent() ? message.groupId().orElse("") : null;
            if (group != null && stoppedGroups.contains(group)) {
                circling.add(message);
            } else if (function.stopsLoop(chain)) {
                circling.add(message);
                if (group != null) {
                    stoppedGroups.add(group);
                }
            } else {
                all = all.union(chain);
            }
        }
        if (!circling.isEmpty()) {
            pending.leave(circling);
            progress.problem(
                    "Messages went in a circle",
                    "%d messages, the first %s".formatted(circling.size(), circling.get(0)));
        }
        return all;
    }
}
