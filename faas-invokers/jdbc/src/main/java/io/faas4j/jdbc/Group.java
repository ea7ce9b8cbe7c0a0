package io.faas4j.jdbc;

import io.faas4j.async.queue.Acceptance;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What is written in one transaction. For one thread. */
final class Group {

    /*
     * Statements go by kind, and not in the order of the notes, so that each kind is one batch. Nothing is lost by that: of one
     * event, the acceptance is committed before anything else is noted (what comes as a dead letter is made one right after), its changes keep their order, and its end is the last; keys
     * are freed before others are taken, and a note that frees all keys of a function begins a group.
     */
    private static final int MOST = 1_000;
    private static final long MOST_BYTES = 4L << 20;

    /** The database has a lock for each, and not many for all processes together. */
    private static final int MOST_KEYS = 250;

    private final List<Note> notes = new ArrayList<>();
    private final Map<Note.Accept, Acceptance> answers = new HashMap<>();
    private final Set<Note.Accept> held = new HashSet<>();
    private long bytes;
    private int keys;
    private boolean mayBeThere;

    List<Note> notes() {
        return notes;
    }

    boolean isEmpty() {
        return notes.isEmpty();
    }

    /** Whether one more may come in. */
    boolean takes(Note next) {
        boolean isFull = notes.size() >= MOST || bytes + next.bytes() > MOST_BYTES || keys >= MOST_KEYS;
        return notes.isEmpty() || (!isFull && !(next instanceof Note.FreeKeys));
    }

    /** Whether there is something to be read, and nothing to be written. */
    boolean isReading() {
        return !notes.isEmpty()
                && notes.stream().allMatch(note -> note instanceof Note.Task<?> task && task.isReading());
    }

    void add(Note note) {
        notes.add(note);
        bytes += note.bytes();
        keys += note.takesKey() ? 1 : 0;
    }

    /** What became of an acceptance that was written. */
    Acceptance answer(Note.Accept accept) {
        return answers.getOrDefault(accept, Acceptance.ACCEPTED);
    }

    /** Whether an acceptance was not written, as somebody else is just taking its deduplication key. */
    boolean isHeld(Note.Accept accept) {
        return held.contains(accept);
    }

    /** What is known of the acceptances of another group, of which this one has some. */
    void answerAs(Group other) {
        answers.putAll(other.answers);
        held.addAll(other.held);
        mayBeThere |= other.mayBeThere;
    }

    /** Its events may be in the database as another process's. */
    void mayBeThere() {
        mayBeThere = true;
    }

    private <N extends Note> List<N> of(Class<N> kind) {
        List<N> found = new ArrayList<>();
        for (Note note : notes) {
            if (kind.isInstance(note)) {
                found.add(kind.cast(note));
            }
        }
        return found;
    }

    /** Executes all statements; may be done again after a rollback. */
    void write(Session session, long owner, EventTable events, KeyTable keys) throws SQLException {
        CountTable.Sums sums = new CountTable.Sums();
        for (Note.FreeKeys free : of(Note.FreeKeys.class)) {
            keys.freeAll(session, free.function());
        }
        for (Note.FreeKey free : of(Note.FreeKey.class)) {
            keys.free(session, free);
        }
        withdraw(session, owner, events, keys, sums);
        accept(session, owner, events, keys, sums);
        events.change(session, owner, of(Note.Change.class));
        events.edit(session, owner, of(Note.Edit.class));
        end(session, owner, events, sums);
        CountTable.add(session, owner, sums);
        for (Note.Forget forget : of(Note.Forget.class)) {
            CountTable.forget(session, owner, forget.function());
        }
        runTasks(session);
    }

    /** Executes what is neither an event's nor a function's. */
    void runTasks(Session session) throws SQLException {
        List<Note.Task<?>> tasks = tasks();
        Collection<Note.Share> shares = shares(tasks);
        for (Note.Share share : shares) {
            share.begin(session);
        }
        for (Note.Task<?> task : tasks) {
            task.run(session);
        }
        for (Note.Share share : shares) {
            share.end(session);
        }
    }

    private static Collection<Note.Share> shares(List<Note.Task<?>> tasks) {
        SortedMap<Long, Note.Share> shares = new TreeMap<>();
        for (Note.Task<?> task : tasks) {
            for (Note.Share share : task.work().shares()) {
                shares.merge(share.number(), share, (one, other) -> one.isAlone() ? one : other);
            }
        }
        return shares.values();
    }

    /** In their order, so that no two processes wait for each other's rows. */
    private List<Note.Task<?>> tasks() {
        List<Note.Task<?>> tasks = new ArrayList<>();
        for (Note note : notes) {
            if (note instanceof Note.Task<?> task) {
                tasks.add(task);
            }
        }
        tasks.sort(Comparator.comparing(task -> task.work().order()));
        return tasks;
    }

    private void accept(Session session, long owner, EventTable events, KeyTable keys, CountTable.Sums sums)
            throws SQLException {
        List<Note.Accept> accepts = of(Note.Accept.class);
        List<Note.Accept> firsts = new ArrayList<>(accepts.size());
        boolean hasKeys = false;
        boolean mayTake = true;
        answers.clear();
        held.clear();
        for (Note.Accept accept : accepts) {
            boolean hasKey = accept.takesKey();
            if (hasKey && !hasKeys) {
                hasKeys = true;
                mayTake = keys.tryAny(session, owner);
            }
            if (hasKey && !(mayTake && keys.tryLock(session, accept))) {
                held.add(accept);
                continue;
            }
            UUID first = hasKey ? keys.take(session, accept) : null;
            if (first == null) {
                firsts.add(accept);
            } else {
                answers.put(accept, new Acceptance.Duplicate(first));
            }
        }
        insert(session, owner, events, firsts, sums);
        if (hasKeys) {
            keys.sweep(session);
        }
    }

    /** What was there already has been accepted before, and another process has taken it over. */
    private void insert(Session session, long owner, EventTable events, List<Note.Accept> firsts, CountTable.Sums sums)
            throws SQLException {
        boolean[] areNew = events.insert(session, owner, firsts, mayBeThere);
        List<Note.Change> letters = new ArrayList<>();
        for (int i = 0; i < areNew.length; i++) {
            Note.Accept accept = firsts.get(i);
            if (!areNew[i]) {
                answers.put(accept, new Acceptance.Duplicate(accept.event().requestId()));
                continue;
            }
            sums.accepted(accept.function(), 1);
            if (accept.letter() != null) {
                letters.add(accept.letter());
            }
        }
        events.change(session, owner, letters);
    }

    /** Only what was there counts: another process may have taken it over. */
    private void end(Session session, long owner, EventTable events, CountTable.Sums sums) throws SQLException {
        List<Note.End> ends = of(Note.End.class);
        boolean[] wereThere =
                events.delete(session, owner, ends.stream().map(Note.End::key).toList());
        for (int i = 0; i < wereThere.length; i++) {
            if (wereThere[i]) {
                sums.ended(ends.get(i).function(), ends.get(i).state());
            }
        }
    }

    /** Whoever sends it again is to be accepted: its deduplication key goes with it. */
    private void withdraw(Session session, long owner, EventTable events, KeyTable keys, CountTable.Sums sums)
            throws SQLException {
        List<Note.Withdraw> withdrawn = of(Note.Withdraw.class);
        boolean[] wereThere = events.delete(
                session, owner, withdrawn.stream().map(Note.Withdraw::key).toList());
        for (int i = 0; i < wereThere.length; i++) {
            Note.Withdraw note = withdrawn.get(i);
            if (wereThere[i]) {
                sums.accepted(note.function(), -1);
            }
            String key = note.event().extras().deduplicationKey();
            if (wereThere[i] && key != null) {
                keys.free(session, new Note.FreeKey(note.function(), key, note.event()));
            }
        }
    }
}
