// SPDX-License-Identifier: Apache-2.0
package dev.procession.broker;

import dev.procession.messaging.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/** Admits the three users of {@link BrokerUsers}; each has the role of its name. */
final class UserSecurity implements ActiveMQSecurityManager {

    private final Map<String, byte[]> secrets;

    UserSecurity(BrokerUsers users) {
        secrets = Map.of(
                users.coordinator().user(), secret(users.coordinator()),
                users.worker().user(), secret(users.worker()),
                users.observer().user(), secret(users.observer()));
    }

    private static byte[] secret(Credentials credentials) {
        return credentials.password().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String password) {
        byte[] secret = user == null ? null : secrets.get(user);
        // isEqual takes the same time wherever the first difference is.
        return secret != null
                && password != null
                && MessageDigest.isEqual(secret, password.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user, @Nullable String password, @Nullable Set<Role> roles, CheckType checkType) {
        return roles != null
                && validateUser(user, password)
                && roles.stream().anyMatch(role -> role.getName().equals(user) && checkType.hasRole(role));
    }
}
