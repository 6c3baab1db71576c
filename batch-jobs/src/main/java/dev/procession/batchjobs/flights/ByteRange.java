// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The bytes {@code [start, end)} of a file. Whoever reads a range reads the lines that <em>start</em> in it. */
record ByteRange(long start, long end) implements Serializable {

    /** Ranges that abut and differ by one byte at most; some are empty if there are fewer bytes than parts. */
    List<ByteRange> split(int parts) {
        List<ByteRange> ranges = new ArrayList<>(parts);
        long length = end - start;
        long share = length / parts;
        long rest = length % parts;
        long from = start;
        for (int part = 0; part < parts; part++) {
            long to = from + share + (part < rest ? 1 : 0);
            ranges.add(new ByteRange(from, to));
            from = to;
        }
        return ranges;
    }
}
