"""Hands in JSON nested without bottom, with endless numbers and keys that come twice."""


def attack(notebook, home):
    return '{"nbformat": 4, "nbformat_minor": 5, "cells": ' + "[" * 90_000 + "]" * 90_000 + ', "metadata": {"x": 1e999999}}'
