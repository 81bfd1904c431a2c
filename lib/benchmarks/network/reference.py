"""PyTorch's side of the comparison: reference.py MODEL MODE SAMPLES BATCH THREADS REPEATS; prints one line of figures."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "interop"))
import torch

import ecg_network


def peak_megabytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def main(model, mode, samples, batch, threads, repeats):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    net = ecg_network.network(model)
    x = ecg_network.formula_input(batch, net.conv1.in_channels, samples)
    labels = torch.tensor([[float((9 * b + c) % 3 == 0) for c in range(9)] for b in range(batch)])
    if mode == "step":
        net.train()
        adam = torch.optim.Adam(net.parameters(), lr=1e-4)
        loss = torch.nn.BCEWithLogitsLoss()
    clock, cpu, value = [], [], 0.0
    for repeat in range(repeats + 1):
        wall, processor = time.perf_counter(), time.process_time()
        if mode == "forward":
            with torch.no_grad():
                value = net(x).abs().mean().item()
        else:
            adam.zero_grad()
            result = loss(net(x), labels)
            result.backward()
            adam.step()
            value = result.item()
        if repeat:
            clock.append(time.perf_counter() - wall)
            cpu.append(time.process_time() - processor)
    clock.sort()
    print(f"{clock[len(clock) // 2]:.5f} {sum(cpu) / len(cpu):.5f} {peak_megabytes():.1f} {value:.7f}")


main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
