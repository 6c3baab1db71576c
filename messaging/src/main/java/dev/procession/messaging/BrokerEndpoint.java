// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/**
 * Where a broker is and who connects to it.
 *
 * @param uri {@code tcp://host:port} or, for the broker of this JVM, {@code vm://id}
 * @param credentials the user
 */
public record BrokerEndpoint(String uri, Credentials credentials) {}
