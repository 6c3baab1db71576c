// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/**
 * A user of the broker. The text form hides the password, so that no log line shows it.
 *
 * @param user name of the user
 * @param password secret of the user
 */
public record Credentials(String user, String password) {

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
