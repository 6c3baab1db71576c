// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;

/**
 * The queues by which a pool and the host of one of its workers find each other and speak.
 *
 * <p>A place on a host is asked for as a service is called: the host that takes the request holds it for as long as the place is used, and when that host is
 * lost, the broker sends the request to {@link Addresses#FAILED_CALLS}. The two other queues of a place end with the connection of whoever reads them.
 */
final class PlaceQueues {

    /** Where pools ask for places. Its address has the settings of calls, so that nobody else gets a request that a lost host had taken. */
    static final String REQUESTS = Addresses.SHARED + ".pools.calls.places";

    /** More than a message of the broker's that is kept in a file of its own. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    /** How many bytes of messages may wait in who reads them. */
    static final int WINDOW_BYTES = 1024 * 1024;

    private static final String REQUEST = "place";
    private static final String FRAMES = "frames";
    private static final String GONE = "gone";
    private static final int VERSION = 1;

    private PlaceQueues() {}

    /** What the pool reads. */
    static String ofPool(String place) {
        return Addresses.SHARED + ".pools.items." + place + "-pool";
    }

    /** What the host reads. */
    static String ofHost(String place) {
        return Addresses.SHARED + ".pools.items." + place + "-host";
    }

    static Envelope request(String place, String client) {
        return Envelope.transientMessage(REQUEST, VERSION, new byte[0])
                .header(Headers.CALL, place)
                .header(Headers.CLIENT, client);
    }

    /** Selects the requests that this version understands. */
    static String requests() {
        return Headers.KIND + " = '" + REQUEST + "' AND " + Headers.VERSION + " = " + VERSION;
    }

    /** Which place a request is for. */
    static String requestedPlace(Envelope request) {
        return String.valueOf(request.header(Headers.CALL));
    }

    static String thePlace(String place) {
        return Headers.CALL + " = '" + place + "'";
    }

    /** What a pool says to itself, behind all that the host has said: nothing more will come. */
    static Envelope gone() {
        return Envelope.transientMessage(GONE, VERSION, new byte[0]);
    }

    static boolean isGone(Envelope message) {
        return message.kind().equals(GONE);
    }

    static Envelope frames(byte[] bytes) {
        return Envelope.transientMessage(FRAMES, VERSION, bytes);
    }

    /**
     * The bytes of frames.
     *
     * @throws dev.procession.messaging.UnreadableMessageException if it is something else, or of a later version
     */
    static byte[] bytes(Envelope frames) {
        var unused = frames.open(FRAMES, VERSION);
        return frames.body();
    }
}
