// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker as its pool sees it: what it was given and has not ended.
 *
 * <p>Short tasks ride together, so that the next is there when one ends; a long one rides alone.
 *
 * <p><em>Threads:</em> everything but sending under the pool's lock.
 */
final class PoolWorker {

    /** So much work may be under way to one worker. */
    private static final long AHEAD_NANOS = 2_000_000;

    private static final long SECOND_NANOS = 20_000_000;
    private static final int MOST_AHEAD = 512;

    /** A task, and how long it will take as far as is known. */
    private record Given(Job job, long expectedNanos) {}

    private final String name;
    private final Workplace place;
    private final Map<Long, Given> outstanding = new LinkedHashMap<>();
    private final Deque<Object> outbox = new ArrayDeque<>();
    private final Set<Long> interrupted = new HashSet<>();
    private final BitSet knownCodes = new BitSet();
    private final WorkFrame work = new WorkFrame();
    private long expectedNanos;
    private int unknown;
    private boolean sending;
    private int taken;
    private boolean ready;
    private boolean retiring;
    private boolean endSent;
    private boolean recalled;

    private long seenRunning;
    private long seenSinceNanos;
    private long interruptedNanos;
    private boolean slow;

    PoolWorker(String name, Workplace place) {
        this.name = name;
        this.place = place;
    }

    String name() {
        return name;
    }

    Workplace place() {
        return place;
    }

    boolean isReady() {
        return ready;
    }

    boolean becomeReady() {
        ready = true;
        return true;
    }

    boolean isRetiring() {
        return retiring;
    }

    /** It gets nothing more. */
    void retire() {
        retiring = true;
    }

    int taken() {
        return taken;
    }

    boolean isIdle() {
        return ready && !retiring && outstanding.isEmpty();
    }

    int outstanding() {
        return outstanding.size();
    }

    boolean hasRoom() {
        if (!ready || retiring || interruptedNanos != 0) {
            return false;
        }
        int count = outstanding.size();
        if (count == 0) {
            return true;
        }
        return unknown == 0
                && !slow
                && count < MOST_AHEAD
                && (expectedNanos < AHEAD_NANOS || (count == 1 && expectedNanos < SECOND_NANOS));
    }

    void give(Job job) {
        long expected = job.code().pace().nanos(job.count());
        outstanding.put(job.id(), new Given(job, expected));
        if (expected == Pace.UNKNOWN) {
            unknown++;
        } else {
            expectedNanos += expected;
        }
        taken++;
        outbox.add(job);
    }

    void say(Frame frame) {
        outbox.add(frame);
    }

    /** It has ended this task, or given it back; null if it does not have it. */
    @Nullable
    Job remove(long id) {
        Given given = outstanding.remove(id);
        if (given == null) {
            return null;
        }
        interrupted.remove(id);
        if (id == seenRunning) { // not only when the timer sees it: nobody would give it anything then
            slow = false;
            interruptedNanos = 0;
        }
        if (given.expectedNanos == Pace.UNKNOWN) {
            unknown--;
        } else {
            expectedNanos -= given.expectedNanos;
        }
        return given.job;
    }

    boolean has(long id) {
        return outstanding.containsKey(id);
    }

    /** All that it has not ended. */
    List<Job> jobs() {
        return outstanding.values().stream().map(Given::job).toList();
    }

    /** All that it has not ended, in the order in which it was given. */
    List<Job> removeAll() {
        List<Job> jobs = jobs();
        outstanding.clear();
        interrupted.clear();
        expectedNanos = 0;
        unknown = 0;
        return jobs;
    }

    /** Has it end when it has done what it has. */
    void endWhenDone() {
        if (retiring && (ready || place.isAwaited()) && outstanding.isEmpty() && !endSent) {
            endSent = true;
            outbox.add(new Frame.End());
        }
    }

    /** Its task takes long: nothing is to wait behind it. */
    void slow() {
        slow = true;
    }

    /** Has it give back what it has not begun. */
    void recall() {
        if (!recalled) {
            recalled = true;
            outbox.add(new Frame.Recall());
        }
    }

    /** So many that it had not begun. */
    void gaveBack(int jobs) {
        taken -= jobs;
        recalled = false;
    }

    /** The task that it has been running for the longest time seen, and since when. */
    long observeRunning(long now) {
        long running = place.running();
        if (running != seenRunning) {
            seenRunning = running;
            seenSinceNanos = now;
            interruptedNanos = interrupted.contains(running) ? now : 0; // it began before it heard of that
            slow = false;
        }
        return running;
    }

    long runningNanos(long now) {
        return seenRunning == 0 ? 0 : now - seenSinceNanos;
    }

    /** Interrupts the task that runs, if it is one that the pool knows of. */
    List<Job> interruptRunning(long now) {
        Given given = outstanding.get(seenRunning);
        if (given == null) {
            return List.of();
        }
        interrupt(seenRunning, now);
        return List.of(given.job);
    }

    /** Interrupts a task that runs or waits there. */
    void interrupt(long id, long now) {
        outbox.add(new Frame.Cancel(id));
        interrupted.add(id);
        if (place.running() == id) {
            observeRunning(now);
            interruptedNanos = now;
        }
    }

    /** How long ago the task that still runs was interrupted; 0 if it was not. */
    long interruptedForNanos(long now) {
        return interruptedNanos == 0 ? 0 : now - interruptedNanos;
    }

    /** What is to be sent now, if nobody else is sending; then the caller sends it, and asks again. Null if there is nothing to do. */
    @Nullable
    List<Object> startSending() {
        return sending ? null : continueSending();
    }

    /** What has come in meanwhile; null if nothing has, and then the caller is done. */
    @Nullable
    List<Object> continueSending() {
        sending = !outbox.isEmpty();
        if (!sending) {
            return null;
        }
        List<Object> batch = new ArrayList<>(outbox);
        outbox.clear();
        return batch;
    }

    /** Sends a batch; hands what cannot travel to {@code refused}. Without the pool's lock, by one thread at a time. */
    void send(List<Object> batch, Courier courier, BiConsumer<Job, RuntimeException> refused) throws IOException {
        for (Object each : batch) {
            if (each instanceof Job job) {
                send(job, courier, refused);
            } else if (each instanceof Frame frame) {
                sendWork();
                place.send(frame);
            }
        }
        sendWork();
    }

    private void send(Job job, Courier courier, BiConsumer<Job, RuntimeException> refused) throws IOException {
        Code code = job.code();
        if (code.id() != Code.INLINE && !knownCodes.get(code.id())) {
            sendWork();
            place.send(new Frame.Define(code.id(), code.packed(), courier.trust()));
            knownCodes.set(code.id());
        }
        try {
            work.add(job);
        } catch (RuntimeException e) {
            refused.accept(job, e);
        }
        if (work.isLarge()) {
            sendWork();
        }
    }

    private void sendWork() throws IOException {
        if (!work.isEmpty()) {
            place.send(work.finish());
        }
    }

    /** No more tasks have this code. Called by who sends. */
    void forget(int code) {
        knownCodes.clear(code);
    }
}
