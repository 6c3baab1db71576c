// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** What one end of a pipe sends by way of the broker, in pieces that fit into a message. */
final class BrokeredOut implements Outbound, AutoCloseable {

    static final byte LAST_PIECE = 0;
    static final byte PIECE = 1;

    /** What follows goes directly. */
    static final byte MOVED = 2;

    private static final int PIECE_BYTES = 64 * 1024;

    private final SharedQueue<byte[]> queue;

    BrokeredOut(SharedQueue<byte[]> queue) {
        this.queue = queue;
    }

    @Override
    public boolean send(byte[] message) throws InterruptedException {
        int from = 0;
        for (; message.length - from > PIECE_BYTES; from += PIECE_BYTES) {
            queue.put(piece(PIECE, message, from, from + PIECE_BYTES));
        }
        queue.put(piece(LAST_PIECE, message, from, message.length));
        return true;
    }

    /** As {@link #send}; returns when the broker has it, which keeps it also if this process ends. */
    boolean sendNow(byte[] message) throws InterruptedException {
        boolean sent = send(message);
        queue.flush();
        return sent;
    }

    private static byte[] piece(byte kind, byte[] message, int from, int to) {
        byte[] piece = new byte[1 + to - from];
        piece[0] = kind;
        System.arraycopy(message, from, piece, 1, to - from);
        return piece;
    }

    /** The last word here: what is sent from now on takes another way. */
    void move() throws InterruptedException {
        queue.put(new byte[] {MOVED});
        queue.flush();
    }

    /** Returns when the broker has all. */
    @Override
    public void close() {
        queue.close();
    }
}
