// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as people of both sides see it: a body with its kind and version, and, for one about to be sent, how the broker is
 * to treat it. Immutable.
 *
 * @param kind which record the body holds
 * @param version major version of the body's layout
 * @param body the encoded record
 * @param durable whether it survives a restart of the broker
 * @param headers string properties that selectors can name
 * @param duplicateId the broker takes one message with this id on an address: it drops a second one that was sent in an
 *     auto-commit session, and refuses the commit of a transaction that holds one ({@link DuplicateMessageException})
 * @param lastValueKey in a last-value queue it replaces the message with the same key
 * @param timeToLive after which nobody wants it
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes; nobody compares envelopes
public record Envelope(
        String kind,
        int version,
        byte[] body,
        boolean durable,
        Map<String, String> headers,
        @Nullable String duplicateId,
        @Nullable String lastValueKey,
        @Nullable Duration timeToLive) {

    /** A message that survives a restart of the broker. */
    public static Envelope durable(String kind, int version, byte[] body) {
        return new Envelope(kind, version, body, true, Map.of(), null, null, null);
    }

    /** A message that is gone when the broker ends. */
    public static Envelope transientMessage(String kind, int version, byte[] body) {
        return new Envelope(kind, version, body, false, Map.of(), null, null, null);
    }

    /** The same message with one more header. */
    public Envelope header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Envelope(kind, version, body, durable, Map.copyOf(more), duplicateId, lastValueKey, timeToLive);
    }

    /** The same message with a duplicate id. */
    public Envelope duplicateId(String id) {
        return new Envelope(kind, version, body, durable, headers, id, lastValueKey, timeToLive);
    }

    /** The same message with a last-value key. */
    public Envelope lastValueKey(String key) {
        return new Envelope(kind, version, body, durable, headers, duplicateId, key, timeToLive);
    }

    /** The same message with a time to live. */
    public Envelope timeToLive(Duration duration) {
        return new Envelope(kind, version, body, durable, headers, duplicateId, lastValueKey, duration);
    }

    /** The same message for the dead letters: without what concerns only the address that it was meant for. */
    public Envelope deadLetter() {
        return new Envelope(kind, version, body, true, headers, null, null, null);
    }

    /** A header's value, or null. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /**
     * Opens the body for reading.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    public WireReader open(String expectedKind, int newestVersion) {
        if (!kind.equals(expectedKind)) {
            throw new UnreadableMessageException(
                    "expected a message of kind '" + expectedKind + "', got '" + kind + "'");
        }
        if (version < 1 || version > newestVersion) {
            throw new UnreadableMessageException("message of kind '" + kind + "' has version " + version
                    + ", this process reads up to " + newestVersion
                    + "; run the same version of Procession on the coordinator and its workers");
        }
        return new WireReader(body);
    }

    /** The whole message as bytes, for a channel other than the broker. */
    public void write(WireWriter out) {
        out.string(kind)
                .int32(version)
                .bytes(body)
                .bool(durable)
                .strings(headers)
                .optionalString(duplicateId)
                .optionalString(lastValueKey)
                .int64(timeToLive == null ? 0 : timeToLive.toMillis());
    }

    /** Reads what {@link #write} wrote. */
    public static Envelope read(WireReader in) {
        String kind = in.string();
        int version = in.int32();
        byte[] body = in.bytes();
        boolean durable = in.bool();
        Map<String, String> headers = in.strings();
        String duplicateId = in.optionalString();
        String lastValueKey = in.optionalString();
        long millis = in.int64();
        return new Envelope(
                kind,
                version,
                body,
                durable,
                headers,
                duplicateId,
                lastValueKey,
                millis == 0 ? null : Duration.ofMillis(millis));
    }
}
