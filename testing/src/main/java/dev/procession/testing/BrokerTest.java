// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a broker of its own: a parameter of type {@link TestBroker}, started when it is first asked for and
 * ended after the test, in a directory that goes with it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrokerExtension.class)
public @interface BrokerTest {}
