// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/colour_table.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

struct TableText {
    Q_DECLARE_TR_FUNCTIONS(TableText)
};

using Polynomial = std::array<double, 7>; ///< coefficients of t^0 to t^6

struct Fit {
    Polynomial red;
    Polynomial green;
    Polynomial blue;
};

// Viridis, Magma and Inferno are colour maps by Stefan van der Walt and Nathaniel Smith (2015, CC0); the
// polynomials fitted to them are Matt Zucker's (2019, CC0).
constexpr Fit kViridis{{0.2777273272234177, 0.1050930431085774, -0.3308618287255563, -4.634230498983486,
                        6.228269936347081, 4.776384997670288, -5.435455855934631},
                       {0.005407344544966578, 1.404613529898575, 0.214847559468213, -5.799100973351585,
                        14.17993336680509, -13.74514537774601, 4.645852612178535},
                       {0.3340998053353061, 1.384590162594685, 0.09509516302823659, -19.33244095627987,
                        56.69055260068105, -65.35303263337234, 26.3124352495832}};
constexpr Fit kMagma{{-0.002136485053939582, 0.2516605407371642, 8.353717279216625, -27.66873308576866,
                      52.17613981234068, -50.76852536473588, 18.65570506591883},
                     {-0.000749655052795221, 0.6775232436837668, -3.577719514958484, 14.26473078096533,
                      -27.94360607168351, 29.04658282127291, -11.48977351997711},
                     {-0.005386127855323933, 2.494026599312351, 0.3144679030132573, -13.64921318813922,
                      12.94416944238394, 4.23415299384598, -5.601961508734096}};
constexpr Fit kInferno{{0.0002189403691192265, 0.1065134194856116, 11.60249308247187, -41.70399613139459,
                        77.162935699427, -71.31942824499214, 25.13112622477341},
                       {0.001651004631001012, 0.5639564367884091, -3.972853965665698, 17.43639888205313,
                        -33.40235894210092, 32.62606426397723, -12.24266895238567},
                       {-0.01948089843709184, 3.932712388889277, -15.9423941062914, 44.35414519872813,
                        -81.80730925738993, 73.20951985803202, -23.07032500287172}};

int channel(const Polynomial& polynomial, double t)
{
    double value = 0;
    for (auto coefficient = polynomial.rbegin(); coefficient != polynomial.rend(); ++coefficient) {
        value = value * t + *coefficient;
    }
    return static_cast<int>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

QRgb colourOf(const Fit& fit, int grey)
{
    const double t = grey / 255.0;
    return qRgb(channel(fit.red, t), channel(fit.green, t), channel(fit.blue, t));
}

QRgb colourOf(ColourTable table, int grey)
{
    switch (table) {
    case ColourTable::Inverted:
        return qRgb(255 - grey, 255 - grey, 255 - grey);
    case ColourTable::Viridis:
        return colourOf(kViridis, grey);
    case ColourTable::Magma:
        return colourOf(kMagma, grey);
    case ColourTable::Inferno:
        return colourOf(kInferno, grey);
    case ColourTable::Ends:
        if (grey == 0 || grey == 255) {
            return grey == 0 ? qRgb(0, 90, 255) : qRgb(255, 60, 0);
        }
        return qRgb(grey, grey, grey);
    case ColourTable::Grey:
        break;
    }
    return qRgb(grey, grey, grey);
}

} // namespace

const std::vector<ColourTable>& allColourTables()
{
    static const std::vector<ColourTable> all{ColourTable::Grey,  ColourTable::Inverted, ColourTable::Viridis,
                                              ColourTable::Magma, ColourTable::Inferno,  ColourTable::Ends};
    return all;
}

QString colourTableName(ColourTable table)
{
    switch (table) {
    case ColourTable::Grey:
        return TableText::tr("Grey");
    case ColourTable::Inverted:
        return TableText::tr("Inverted grey");
    case ColourTable::Viridis:
        return TableText::tr("Viridis");
    case ColourTable::Magma:
        return TableText::tr("Magma");
    case ColourTable::Inferno:
        return TableText::tr("Inferno");
    case ColourTable::Ends:
        return TableText::tr("Clipped ends in colour");
    }
    return {};
}

std::array<QRgb, 256> coloursOf(ColourTable table)
{
    std::array<QRgb, 256> colours{};
    for (int grey = 0; grey < 256; ++grey) {
        colours[static_cast<std::size_t>(grey)] = colourOf(table, grey);
    }
    return colours;
}

} // namespace sorby::canvas
