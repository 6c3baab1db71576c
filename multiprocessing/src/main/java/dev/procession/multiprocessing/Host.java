// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.multiprocessing.shared.SharedObjects;
import java.util.function.Supplier;

/**
 * What a program that runs the code of others lends to a {@link Multiprocessing#within} for that code.
 *
 * @param shared the shared objects of this process, which stay open; asked for when they are wanted
 * @param broker how children connect to the same broker
 * @param allowedClasses what may be read besides what is trusted anyway, as in {@code procession.serialization.allow}; empty for nothing
 */
public record Host(Supplier<SharedObjects> shared, BrokerEndpoint broker, String allowedClasses) {}
