// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.runtime.context.StepContext;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the artifacts of one running partition share: kept as the transient user data of its step context, of which every
 * partition has its own, and used by one thread.
 *
 * <p>The checkpoint moves at the end of a chunk only. A runtime may ask for it in the middle of one, for instance when a row is
 * skipped; a position there would pass over rows that were read and not yet written, and a restart would lose them.
 */
final class RangeProgress implements Closeable {

    private final RejectsFile rejects;
    private final Map<String, AirportDelays> delays = new HashMap<>();
    private RangeCheckpoint checkpoint;
    private long position;
    private long collected;

    RangeProgress(long position, RejectsFile rejects) throws IOException {
        this.rejects = rejects;
        this.position = position;
        this.collected = position;
        this.checkpoint = new RangeCheckpoint(position, rejects.flush());
    }

    static RangeProgress of(StepContext step) {
        return (RangeProgress) step.getTransientUserData();
    }

    void readTo(long next) {
        position = next;
    }

    void reject(Line line, String reason) throws IOException {
        rejects.add(line, reason);
    }

    void count(Departure departure) {
        delays.merge(departure.flight().origin(), AirportDelays.of(departure), AirportDelays::plus);
    }

    /** The rejects of a chunk are in their file before a checkpoint says so. */
    void endChunk() throws IOException {
        checkpoint = new RangeCheckpoint(position, rejects.flush());
    }

    RangeCheckpoint checkpoint() {
        return checkpoint;
    }

    /** Hands over what the chunks since the last call have found. */
    DelayDelta collect() {
        DelayDelta delta = new DelayDelta(new ByteRange(collected, checkpoint.position()), new HashMap<>(delays));
        collected = checkpoint.position();
        delays.clear();
        return delta;
    }

    @Override
    public void close() throws IOException {
        rejects.close();
    }
}
