// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

/** Gathers tasks that are sent together; one frame after the other in the same memory. */
final class WorkFrame {

    private static final int LARGE_BYTES = 256 * 1024;
    private static final int HEADER_BYTES = 12;
    private static final int FIRST_BYTES = 1024;

    private ByteSink out = new ByteSink(FIRST_BYTES);
    private int count;

    /** Adds a task; if that fails, it is as if it had not been tried. */
    void add(Job job) {
        if (count == 0) {
            if (out.length() > 2 * LARGE_BYTES) {
                out = new ByteSink(FIRST_BYTES); // the last one was an exception
            }
            out.truncate(0);
            out.int32(0); // length of the frame
            out.int32(Frame.WORK);
            out.int32(0); // how many
        }
        int before = out.length();
        try {
            job.write(out);
            count++;
        } catch (RuntimeException e) {
            out.truncate(before);
            throw e;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isLarge() {
        return out.length() > LARGE_BYTES;
    }

    /** The frame, ready to be sent, before the next task begins another. */
    ByteSink finish() {
        out.put(0, out.length() - 4);
        out.put(HEADER_BYTES - 4, count);
        count = 0;
        return out;
    }
}
