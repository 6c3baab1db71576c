// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Addresses;
import java.io.Serializable;

/** Which shared object: what it is, among whom, and its name. */
record ObjectName(String kind, String scope, String name) implements Serializable {

    static ObjectName of(String kind, SharedScope scope, String name) {
        return new ObjectName(kind, scope.name(), name);
    }

    /** Begins the names of its queues on the broker; a pattern of addresses with {@code .*} behind it. */
    String address() {
        return Addresses.SHARED + "." + scope + "." + kind + "-" + encode(name);
    }

    /** The queue that holds its items. */
    String itemsQueue() {
        return Addresses.SHARED + "." + scope + ".items." + kind + "-" + encode(name);
    }

    /** The queue of the calls that wait to be served. */
    String callsQueue() {
        return Addresses.SHARED + "." + scope + ".calls." + encode(name);
    }

    boolean isIn(SharedScope other) {
        return scope.equals(other.name());
    }

    /** Begins the addresses of all objects of a scope. */
    static String scopePrefix(SharedScope scope) {
        return Addresses.SHARED + "." + scope.name() + ".";
    }

    static String scopePattern(SharedScope scope) {
        return scopePrefix(scope) + "#";
    }

    // Dots, stars and the like mean something in addresses.
    private static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        name.chars().forEach(character -> {
            boolean plain = character < 128 && Character.isLetterOrDigit(character);
            encoded.append(plain ? Character.toString(character) : "_%04x".formatted(character));
        });
        return encoded.toString();
    }

    @Override
    public String toString() {
        return kind + " '" + name + "'" + (scope.equals(SharedScope.GLOBAL.name()) ? "" : " of " + scope);
    }
}
