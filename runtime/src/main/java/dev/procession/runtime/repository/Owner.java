// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

/**
 * A coordinator as the owner of executions.
 *
 * @param id of this process
 * @param home of its state directory, which one coordinator at a time has
 * @param broker the broker on which the tasks and results of its executions are
 */
public record Owner(String id, String home, String broker) {}
