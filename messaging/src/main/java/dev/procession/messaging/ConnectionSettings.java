// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Duration;

/**
 * How a connection behaves.
 *
 * @param timeToLive how long the broker waits for a silent client before it takes back what the client held: the lease
 * @param callTimeout how long a call waits for the broker's answer
 * @param maxMessageBytes the largest message body that may be sent
 */
public record ConnectionSettings(Duration timeToLive, Duration callTimeout, int maxMessageBytes) {

    /** Ten seconds of lease, thirty seconds for a call, ten mebibytes for a message. */
    public static ConnectionSettings defaults() {
        return new ConnectionSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), 10 * 1024 * 1024);
    }
}
