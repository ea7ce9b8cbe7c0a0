package io.faas4j.testkit;

/** What may be chosen to run next: a task that has not begun, or a thread that waited and may go on. */
sealed interface Ready permits Task, Blocked {}
