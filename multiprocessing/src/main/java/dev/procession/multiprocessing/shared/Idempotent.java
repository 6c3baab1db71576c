// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a service's interface, or on the interface for all of them: to run it twice does what running it once does. A call whose server
 * dies is then run by another one, three times at most and within the call's time.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {}
