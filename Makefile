# Short names for common calls; every script finds the JDK by itself.
.PHONY: build test it format run bench

build:
	./mvnw -B -q package -DskipTests

test:
	./mvnw -B test

it:
	./mvnw -B verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false

format:
	./mvnw -B -q spotless:apply

run:
	./gatepost demo

bench:
	bench/run
