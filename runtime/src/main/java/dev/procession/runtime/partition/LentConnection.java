// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A connection whose transactions are not its user's business. */
final class LentConnection implements InvocationHandler {

    private final Connection connection;

    private LentConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new LentConnection(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (name.equals("close")) {
            return null;
        } else if (name.equals("equals")) {
            return arguments != null && proxy == arguments[0];
        } else if (name.equals("hashCode")) {
            return System.identityHashCode(proxy);
        } else if (endsTransaction(name, arguments)) {
            throw notYours(name);
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    // To a savepoint one may roll back.
    private static boolean endsTransaction(String name, @Nullable Object @Nullable [] arguments) {
        return name.equals("commit")
                || name.equals("abort")
                || (name.equals("setAutoCommit") && arguments != null && Boolean.TRUE.equals(arguments[0]))
                || (name.equals("rollback") && arguments == null);
    }

    private static SQLException notYours(String call) {
        return new SQLException(call
                + " on the connection of a partition: it is committed with the chunk's checkpoint, and rolled back when the chunk is;"
                + " throw an exception to have that");
    }
}
