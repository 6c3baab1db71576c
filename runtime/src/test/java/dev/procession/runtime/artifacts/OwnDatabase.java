// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The user's database, whose address a worker has as a system property. */
public class OwnDatabase implements Supplier<DataSource> {

    /** System property with the address. */
    public static final String URL = "test.own-database";

    /** System property with a file: where it exists, the process halts after its next commit of rows, once. */
    public static final String HALT = "test.own-database.halt";

    @Override
    public DataSource get() {
        return proxy(DataSource.class, (call, args) -> {
            if (!call.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(call.getName());
            }
            return halting(DriverManager.getConnection(System.getProperty(URL)));
        });
    }

    private static Connection halting(Connection connection) {
        boolean[] rows = {false};
        return proxy(Connection.class, (call, args) -> {
            Object result = call.invoke(connection, args);
            if (call.getName().equals("prepareStatement")) {
                rows[0] |= String.valueOf(args[0]).contains("NUMBER_ROWS");
            } else if (call.getName().equals("commit") && rows[0]) {
                rows[0] = false;
                if (Files.deleteIfExists(Path.of(System.getProperty(HALT)))) {
                    Runtime.getRuntime().halt(9);
                }
            }
            return result;
        });
    }

    private interface Call {
        Object apply(Method call, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, call, arguments) -> {
                    try {
                        return calls.apply(call, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
