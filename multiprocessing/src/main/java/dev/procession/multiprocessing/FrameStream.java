// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.UnreadableMessageException;
import java.util.Arrays;

/** Puts frames together again that came in pieces, in their order. */
final class FrameStream {

    private static final int LENGTH_BYTES = 4;

    /** Told of a frame, which stands there, its kind first, until this returns; the four bytes before it hold its length. */
    interface Reader {
        void read(byte[] bytes, int from, int to);
    }

    private byte[] pending = new byte[0];
    private int length;

    /** The next piece, which may end in the middle of a frame. */
    void add(byte[] piece, Reader reader) {
        byte[] bytes = piece;
        int end = piece.length;
        if (length > 0) {
            append(piece, 0);
            bytes = pending;
            end = length;
        }
        int at = 0;
        while (end - at >= LENGTH_BYTES) {
            int frame = new ByteSource(bytes, at, end).int32();
            if (frame < LENGTH_BYTES) {
                throw new UnreadableMessageException("no frame has " + frame + " bytes");
            }
            if (frame > end - at - LENGTH_BYTES) {
                break;
            }
            reader.read(bytes, at + LENGTH_BYTES, at + LENGTH_BYTES + frame);
            at += LENGTH_BYTES + frame;
        }
        keep(bytes, at, end);
    }

    private void append(byte[] piece, int from) {
        int added = piece.length - from;
        if (length + added > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(2 * length, Math.addExact(length, added)));
        }
        System.arraycopy(piece, from, pending, length, added);
        length += added;
    }

    private void keep(byte[] bytes, int from, int to) {
        if (bytes == pending) {
            if (from > 0) {
                pending = from == to ? new byte[0] : Arrays.copyOfRange(pending, from, to);
                length = to - from;
            }
        } else if (from < to) {
            append(bytes, from);
        }
    }
}
