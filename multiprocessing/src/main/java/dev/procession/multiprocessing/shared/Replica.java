// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's copy of a shared object: sends its operations to the log, and applies everybody's in the order of the log.
 *
 * <p>Invariants. A log is a chain of queues, the generations, from which nothing is taken. A generation begins with a snapshot, and everyone
 * sends a complete one before anything else: so the first complete one precedes all operations, and the rest are ignored. A seal ends
 * a generation: operations behind it count for nobody, and their senders repeat them in the next. So an operation counts once, at one
 * place, for all.
 *
 * <p>Rejected: a ring queue, whose slow reader would miss operations without knowing; a process that serves the others, whose death takes
 * the state with it.
 */
final class Replica<M extends Machine> {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /** Entries of this process that may be under way; what comes meanwhile rides together in the next. */
    private static final int ENTRIES_UNDER_WAY = 4;

    /** Below the size at which Artemis writes a message to a file. */
    private static final int ENTRY_BYTES = 90_000;

    private static final int OPERATIONS_PER_GENERATION = 8_192;
    private static final long BYTES_PER_GENERATION = 4_000_000;
    private static final byte[] NOTHING = {};

    private final Client client;
    private final LogGenerations generations;
    private final Machine.Kind<M> kind;
    private final Runnable applied;

    private final ReentrantLock guard = new ReentrantLock();
    private final Queue<Pending<@Nullable Object>> waiting = new ArrayDeque<>();
    private final Deque<Pending<@Nullable Object>> underWay = new ArrayDeque<>();
    private final Deque<Long> sentNanos = new ArrayDeque<>();
    private final Map<Long, Pending<Long>> tickets = new HashMap<>();
    private final SnapshotParts parts = new SnapshotParts();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final BrokerSession writer;
    private @Nullable BrokerSession reader;
    private @Nullable M machine;
    private int generation;
    private boolean sealed;
    private boolean sealSent;
    private int operations;
    private long bytes;
    private long snapshotBytes;
    private long lastTicket;
    private volatile @Nullable RuntimeException failure;

    private Replica(Client client, String log, Machine.Kind<M> kind, Runnable applied) {
        this.client = client;
        this.generations = new LogGenerations(client, log);
        this.kind = kind;
        this.applied = applied;
        this.writer = client.connection().session();
    }

    /**
     * Opens the object's log, or begins one; blocks until all that was done to the object before is known here.
     *
     * @param applied called after operations, on a thread that must not be blocked
     */
    static <M extends Machine> Replica<M> open(Client client, String log, Machine.Kind<M> kind, Runnable applied) {
        Replica<M> replica = new Replica<>(client, log, kind, applied);
        client.add(replica);
        try {
            replica.join();
            return replica;
        } catch (RuntimeException e) {
            replica.fail(e);
            throw e;
        }
    }

    private void join() {
        generations.openFirst(first -> {
            generation = first;
            listen(first);
        });
        if (generation == 0) { // whoever made it may have died before it had sent its own
            guard.lock();
            try {
                sendSnapshot(kind.initial());
            } finally {
                guard.unlock();
            }
        }
        try {
            long patience = client.connection().settings().callTimeout().toMillis();
            if (!ready.await(patience, TimeUnit.MILLISECONDS)) {
                throw new BrokerUnavailableException(
                        "the broker did not hand over the log " + generations.name(), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while opening " + generations.name(), e);
        }
        checkFailure();
        sync();
        buryTheDead();
    }

    private void listen(int number) {
        BrokerSession session = client.connection().listeningSession();
        try {
            session.consumer(generations.queue(number), null, 1024 * 1024).listen(delivery -> read(number, delivery));
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        reader = session;
    }

    String log() {
        return generations.name();
    }

    /** The process whose copy this is. */
    Client client() {
        return client;
    }

    boolean isFailed() {
        return failure != null;
    }

    /** Has an operation performed; does not wait for it. */
    Pending<@Nullable Object> append(WireWriter operation) {
        return append(operation.toBytes());
    }

    private Pending<@Nullable Object> append(byte[] operation) {
        Pending<@Nullable Object> pending = new Pending<>(operation);
        client.beforeOperation();
        guard.lock();
        try {
            checkFailure();
            waiting.add(pending);
            flush();
        } finally {
            guard.unlock();
        }
        return pending;
    }

    /** Has an operation performed that hands in a ticket. */
    Ticket submit(LongFunction<WireWriter> operation) {
        guard.lock();
        try {
            Ticket ticket = new Ticket(++lastTicket, new Pending<>(NOTHING));
            tickets.put(ticket.number(), ticket.signal());
            try {
                append(operation.apply(ticket.number()));
            } catch (RuntimeException e) {
                tickets.remove(ticket.number());
                throw e;
            }
            return ticket;
        } finally {
            guard.unlock();
        }
    }

    /** Does not wait for the ticket's signal any more. */
    void forget(Ticket ticket) {
        guard.lock();
        try {
            tickets.remove(ticket.number());
        } finally {
            guard.unlock();
        }
    }

    /** What a thread of this process waits with for others. */
    record Ticket(long number, Pending<Long> signal) {}

    /** Has an operation performed, and waits for its result. */
    @Nullable
    Object call(WireWriter operation) {
        return append(operation).join();
    }

    /** Waits until everything is applied that any process had done before. */
    void sync() {
        append(NOTHING).join();
    }

    /** Looks at the state as of now. */
    <T extends @Nullable Object> T read(Function<M, T> question) {
        sync();
        return peek(question);
    }

    /** Looks at the state as far as it is known here. */
    <T extends @Nullable Object> T peek(Function<M, T> question) {
        guard.lock();
        try {
            M state = machine;
            if (state == null) {
                throw new IllegalStateException(generations.name() + " is not open");
            }
            return question.apply(state);
        } finally {
            guard.unlock();
        }
    }

    // Guarded. Many operations ride in one entry while others are under way.
    private void flush() {
        try {
            while (!sealed && sentNanos.size() < ENTRIES_UNDER_WAY && !waiting.isEmpty()) {
                List<byte[]> batch = new ArrayList<>();
                int size = 0;
                while (!waiting.isEmpty()
                        && (batch.isEmpty() || size + waiting.element().operation.length <= ENTRY_BYTES)) {
                    Pending<@Nullable Object> next = waiting.remove();
                    batch.add(next.operation);
                    size += next.operation.length + Integer.BYTES;
                    underWay.add(next);
                }
                sentNanos.add(System.nanoTime());
                send(new LogEntry.Operations(client.id(), batch));
            }
        } catch (MessagingException e) {
            fail(e);
        }
    }

    // Guarded. In transactions, since only these keep what is sent for everybody.
    private void send(LogEntry entry) {
        writer.send(generations.queue(generation), entry.toEnvelope());
        writer.commitLater();
    }

    private void sendSnapshot(M state) {
        WireWriter out = new WireWriter();
        state.write(out);
        for (LogEntry.Snapshot part : SnapshotParts.split(client.id(), out.toBytes(), ENTRY_BYTES)) {
            writer.send(generations.queue(generation), part.toEnvelope());
        }
        writer.commitLater();
    }

    private void read(int number, Delivery delivery) {
        guard.lock();
        try {
            if (number != generation || sealed || failure != null) {
                return;
            }
            LogEntry entry = LogEntry.from(delivery.envelope());
            bytes += delivery.envelope().body().length;
            apply(entry);
            sealIfLong(entry);
            flush();
        } catch (RuntimeException e) {
            LOG.warn("the log {} cannot be followed", generations.name(), e);
            fail(e);
            return;
        } finally {
            guard.unlock();
        }
        applied.run();
    }

    private void apply(LogEntry entry) {
        if (entry instanceof LogEntry.Snapshot part) {
            begin(part);
        } else if (entry instanceof LogEntry.Operations all) {
            apply(all);
        } else if (entry instanceof LogEntry.Died died) {
            if (died.client() == died.dead()) {
                state().left(died.dead(), this::signal);
            } else {
                state().died(died.dead(), this::signal);
            }
        } else {
            sealed = true;
            client.later(this::moveOn);
        }
    }

    private M state() {
        M state = machine;
        if (state == null) {
            throw new IllegalStateException(
                    "the log " + generations.name() + " has an operation before its first state");
        }
        return state;
    }

    private void begin(LogEntry.Snapshot part) {
        if (machine == null) {
            byte[] snapshot = parts.add(part);
            if (snapshot != null) {
                snapshotBytes = snapshot.length;
                machine = kind.read(new WireReader(snapshot));
                ready.countDown();
            }
        }
    }

    private void apply(LogEntry.Operations entry) {
        boolean own = entry.client() == client.id();
        M state = state();
        for (byte[] operation : entry.operations()) {
            Object result =
                    operation.length == 0 ? null : state.apply(entry.client(), new WireReader(operation), this::signal);
            if (own) {
                underWay.remove().complete(result);
            }
        }
        operations += entry.operations().size();
        if (own) {
            client.renewLease(sentNanos.remove());
        } else if (client.isDead(entry.client())) { // its last words, which came after the news
            send(new LogEntry.Died(client.id(), entry.client()));
        }
    }

    private void signal(long whose, long ticket, long code) {
        if (whose == client.id()) {
            Pending<Long> signal = tickets.remove(ticket);
            if (signal != null) {
                signal.complete(code);
            }
        }
    }

    private void sealIfLong(LogEntry entry) {
        boolean isLong = operations > OPERATIONS_PER_GENERATION || bytes > BYTES_PER_GENERATION + 2 * snapshotBytes;
        if (isLong && !sealed && !sealSent && entry.client() == client.id()) {
            sealSent = true;
            send(new LogEntry.Seal(client.id()));
        }
    }

    // The state stands still until then, since the log is sealed; so all processes begin the next generation alike.
    private void moveOn() {
        BrokerSession old = reader;
        try {
            int next = generation + 1;
            generations.create(next);
            guard.lock();
            try {
                generation = next;
                sendSnapshot(state());
                // What was under way when the log was sealed came behind the seal, and goes again, first.
                List<Pending<@Nullable Object>> again = new ArrayList<>(underWay);
                again.addAll(waiting);
                underWay.clear();
                sentNanos.clear();
                waiting.clear();
                waiting.addAll(again);
                operations = 0;
                bytes = 0;
                sealSent = false;
                sealed = false;
                flush();
            } finally {
                guard.unlock();
            }
            listen(next);
            generations.deleteIfUnread(next - 2);
            peek(state -> List.copyOf(state.clients())).stream() // whose news may have come behind the seal
                    .filter(client::isDead)
                    .forEach(this::mourn);
        } catch (RuntimeException e) {
            fail(e);
        }
        if (old != null) {
            old.close();
        }
    }

    /** Reports the end of a process to the log if it held anything here. */
    void mourn(long dead) {
        guard.lock();
        try {
            if (failure == null
                    && machine != null
                    && !sealed
                    && machine.clients().contains(dead)) {
                send(new LogEntry.Died(client.id(), dead));
            }
        } catch (MessagingException e) {
            fail(e);
        } finally {
            guard.unlock();
        }
    }

    /** Asks the broker after the processes that hold something here, and reports those that are gone. */
    void buryTheDead() {
        List<Long> others = peek(state -> List.copyOf(state.clients()));
        for (long other : others) {
            if (other != client.id() && !client.isAlive(other)) {
                mourn(other);
            }
        }
    }

    /** Whether some thread of this process waits for another process. */
    boolean hasWaiters() {
        guard.lock();
        try {
            return failure == null && !tickets.isEmpty();
        } finally {
            guard.unlock();
        }
    }

    /** Gives back what this process holds, and ends. */
    void leave() {
        guard.lock();
        try {
            if (failure == null && machine != null && machine.clients().contains(client.id())) {
                writer.send(generations.queue(generation), new LogEntry.Died(client.id(), client.id()).toEnvelope());
                writer.commit(); // and so everything before it
            }
        } catch (MessagingException e) {
            LOG.debug("the broker takes back what this process holds", e);
        } finally {
            guard.unlock();
        }
        fail(new BrokerUnavailableException("the shared objects of this process were closed", null));
    }

    private void checkFailure() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new BrokerUnavailableException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Ends everything that waits here. */
    void fail(RuntimeException cause) {
        BrokerSession open;
        guard.lock();
        try {
            if (failure != null) {
                return;
            }
            failure = cause;
            open = reader;
            List<Pending<?>> all = new ArrayList<>(underWay);
            all.addAll(waiting);
            all.addAll(tickets.values());
            underWay.clear();
            waiting.clear();
            tickets.clear();
            all.forEach(pending -> pending.fail(cause));
            ready.countDown();
        } finally {
            guard.unlock();
        }
        client.remove(this);
        applied.run();
        client.later(() -> {
            writer.close();
            if (open != null) {
                open.close();
            }
        });
    }
}
