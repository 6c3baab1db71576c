// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/**
 * One end of a pipe.
 *
 * @param pipe the pipe
 * @param index 0 for the first, 1 for the second
 * @param oneWay whether only the second sends
 */
record PipeEnd(ObjectName pipe, int index, boolean oneWay) {

    static final String PIPE = "pipe";
    static final String FIRST = "pipe-first";
    static final String SECOND = "pipe-second";

    /** The end that has this name of its own. */
    static PipeEnd of(ObjectName own, boolean oneWay) {
        return new PipeEnd(
                new ObjectName(PIPE, own.scope(), own.name()), own.kind().equals(FIRST) ? 0 : 1, oneWay);
    }

    /** Its own name, which also names the queue of what it sends by way of the broker. */
    ObjectName name() {
        return new ObjectName(index == 0 ? FIRST : SECOND, pipe.scope(), pipe.name());
    }

    PipeEnd other() {
        return new PipeEnd(pipe, 1 - index, oneWay);
    }

    boolean sends() {
        return !oneWay || index == 1;
    }

    boolean receives() {
        return !oneWay || index == 0;
    }

    @Override
    public String toString() {
        return (index == 0 ? "the first end of " : "the second end of ") + pipe;
    }
}
