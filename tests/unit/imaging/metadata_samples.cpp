// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/metadata_samples.h"

#include <bit>

namespace sorby::test {
namespace {

const PixelRect kWithoutBar{0, 0, 64, 40};

constexpr const char* kZeiss = "0\r\n0\r\n0\r\n3.12541e-9\r\n0\r\nAP_MAG\r\nMag = 40.00 K X\r\n"
                               "AP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 50.01 nm\r\n"
                               "DP_IMAGE_STORE\r\nStore resolution = 64 * 48\r\n";
constexpr const char* kFei =
    "[User]\r\nDate=09/15/2026\r\n[Beam]\r\nBeam=EBeam\r\n[Scan]\r\n"
    "PixelWidth=3.0517578125e-009\r\nPixelHeight=3.25e-009\r\nHorFieldsize=1.95e-7\r\n"
    "[Image]\r\nResolutionX=64\r\nResolutionY=40\r\n[PrivateFei]\r\nDatabarHeight=8\r\n";
constexpr const char* kSirion =
    "[EBeam]\nHFW=6.4e-005\nVFW=4e-005\n[Image]\nResolutionX=64\nResolutionY=40\n";
constexpr const char* kPhenom =
    "<?xml version=\"1.0\" encoding=\"utf-16\"?><FeiImage><databarHeight>8</databarHeight>"
    "<pixelWidth unit=\"um\">0.694952</pixelWidth>"
    "<pixelHeight unit=\"nm\">700</pixelHeight></FeiImage>";
constexpr const char* kTescanHeader = "[MAIN]\r\nDevice=MIRA3\r\nImageStripSize=8\r\nPixelSizeX=1.2e-007\r\n"
                                      "PixelSizeY=1.3e-007\r\n[SEM]\r\nHV=20000\r\n";
constexpr const char* kJeol =
    "$CM_FORMAT JEOL_SEM\r\n$CM_VERSION 1.0\r\n$CM_MAG 5000\r\n$CM_FULL_SIZE 64 40\r\n"
    "$$SM_MICRON_BAR 20\r\n$$SM_MICRON_MARKER 5um\r\n";
constexpr const char* kHitachi =
    "[SemImageFile]\r\nInstructName=SU8000\r\nImageName=a.tif\r\nDataSize=64x40\r\n"
    "PixelSize=24.8\r\nMagnification=4000\r\n";
constexpr const char* kHitachiS4700 = "[SemImageFile]\r\nInstructName=S-4700\r\nDataSize=64x48\r\n"
                                      "Magnification=15000\r\n";
constexpr const char* kOme =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME "
    "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">"
    "<Image ID=\"Image:0\"><Pixels SizeX=\"64\" SizeY=\"48\" PhysicalSizeX=\"0.25\" PhysicalSizeY=\"260\" "
    "PhysicalSizeYUnit=\"nm\"/></Image></OME>";

std::string littleEndian(std::uint64_t value, int count)
{
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes += static_cast<char>(value >> 8 * i & 0xff);
    }
    return bytes;
}

/// Binary blocks with a piece of a thumbnail before the text.
std::string tescanTag()
{
    std::string bytes("\x01\0\0\0\xff\xd8\xff\xe0 PixelSize \xff\xd9\x02\0\0\0", 24);
    return bytes + "ImageStripSize=8\nPixelSizeX=1.2e-007\nPixelSizeY=1.3e-007\n" +
           std::string("\x03\0HV=2", 6);
}

std::vector<ForgedTag> imageJ(const char* unit, std::uint32_t perUnitInMillions)
{
    return {textTag(270, std::string("ImageJ=1.53t\nunit=") + unit + "\nmin=0.0\n"),
            rationalTag(282, perUnitInMillions, 1'000'000),
            rationalTag(283, perUnitInMillions / 2, 1'000'000), shortTag(296, 1)};
}

} // namespace

void PrintTo(const MetadataSample& sample, std::ostream* stream)
{
    *stream << sample.name;
}

std::string utf16(const std::string& latin1, bool isBigEndian, bool hasMark)
{
    std::string bytes = !hasMark ? "" : isBigEndian ? "\xfe\xff" : "\xff\xfe";
    for (const char c : latin1) {
        bytes += isBigEndian ? std::string{'\0', c} : std::string{c, '\0'};
    }
    return bytes;
}

std::string olympusStructure(std::uint32_t place, std::int16_t exponent, double x, double y)
{
    std::string bytes = "SIS0";
    bytes.resize(58, '\0');
    bytes += littleEndian(2, 2);                                                         // two records
    bytes += littleEndian(10, 2) + littleEndian(1, 2) + littleEndian(0, 4);              // of no interest
    bytes += littleEndian(1, 2) + littleEndian(1, 2) + littleEndian(place + 60 + 16, 4); // the general one
    bytes += std::string(10, '\0') + littleEndian(static_cast<std::uint16_t>(exponent), 2);
    return bytes + littleEndian(std::bit_cast<std::uint64_t>(x), 8) +
           littleEndian(std::bit_cast<std::uint64_t>(y), 8) + std::string(80, '\0');
}

std::vector<MetadataSample> metadataSamples(bool isBig)
{
    const std::uint32_t appendix = isBig ? 16 : 8;
    return {
        {.name = "Zeiss",
         .tags = {textTag(34118, kZeiss)},
         .xMicrometres = 3.12541e-3 * 16,
         .yMicrometres = 3.12541e-3 * 16,
         .source = "Zeiss SmartSEM",
         .raw = "Image Pixel Size = 50.01 nm"},
        {.name = "FEI Helios",
         .tags = {textTag(34682, kFei)},
         .xMicrometres = 3.0517578125e-3,
         .yMicrometres = 3.25e-3,
         .source = "FEI / Thermo Fisher",
         .raw = "PixelWidth = 3.0517578125e-009",
         .region = kWithoutBar},
        {.name = "FEI Sirion",
         .tags = {bytesTag(34680, kSirion)},
         .xMicrometres = 1,
         .yMicrometres = 1,
         .source = "FEI / Thermo Fisher",
         .raw = "HFW = 6.4e-005 over 64 px",
         .region = kWithoutBar},
        {.name = "Phenom",
         .tags = {bytesTag(34683, kPhenom)},
         .xMicrometres = 0.694952,
         .yMicrometres = 0.7,
         .source = "Phenom",
         .raw = "pixelWidth = 0.694952 um",
         .region = kWithoutBar},
        {.name = "TESCAN tag",
         .tags = {bytesTag(50431, tescanTag())},
         .xMicrometres = 0.12,
         .yMicrometres = 0.13,
         .source = "TESCAN",
         .raw = "PixelSizeX = 1.2e-007",
         .region = kWithoutBar},
        {.name = "TESCAN -tif.hdr",
         .besideEnding = "-tif.hdr",
         .beside = kTescanHeader,
         .xMicrometres = 0.12,
         .yMicrometres = 0.13,
         .source = "TESCAN",
         .raw = "PixelSizeX = 1.2e-007",
         .region = kWithoutBar},
        {.name = "TESCAN .hdr",
         .besideEnding = ".hdr",
         .beside = kTescanHeader,
         .xMicrometres = 0.12,
         .yMicrometres = 0.13,
         .source = "TESCAN",
         .raw = "PixelSizeX = 1.2e-007",
         .region = kWithoutBar},
        {.name = "JEOL",
         .besideEnding = ".txt",
         .beside = kJeol,
         .xMicrometres = 0.25,
         .yMicrometres = 0.25,
         .source = "JEOL",
         .raw = "$$SM_MICRON_BAR 20, $$SM_MICRON_MARKER 5um",
         .region = kWithoutBar},
        {.name = "JEOL with a micro sign in Latin-1",
         .besideEnding = ".TXT",
         .beside = "$CM_FULL_SIZE 64 48\r\n$$SM_MICRON_BAR 40\r\n$$SM_MICRON_MARKER 10\xb5m\r\n",
         .xMicrometres = 0.25,
         .yMicrometres = 0.25,
         .source = "JEOL",
         .raw = "10\u00b5m"},
        {.name = "Hitachi",
         .besideEnding = ".txt",
         .beside = kHitachi,
         .xMicrometres = 0.0248,
         .yMicrometres = 0.0248,
         .source = "Hitachi",
         .raw = "PixelSize = 24.8 nm",
         .region = kWithoutBar},
        {.name = "Hitachi UTF-16 LE",
         .besideEnding = ".txt",
         .beside = utf16(kHitachi, false, true),
         .xMicrometres = 0.0248,
         .yMicrometres = 0.0248,
         .source = "Hitachi",
         .raw = "24.8 nm",
         .region = kWithoutBar},
        {.name = "Hitachi UTF-16 BE",
         .besideEnding = ".txt",
         .beside = utf16(kHitachi, true, true),
         .xMicrometres = 0.0248,
         .yMicrometres = 0.0248,
         .source = "Hitachi",
         .raw = "24.8 nm",
         .region = kWithoutBar},
        {.name = "Hitachi UTF-16 without mark",
         .besideEnding = ".txt",
         .beside = utf16(kHitachi, false, false),
         .xMicrometres = 0.0248,
         .yMicrometres = 0.0248,
         .source = "Hitachi",
         .raw = "24.8 nm",
         .region = kWithoutBar},
        {.name = "Hitachi UTF-16 BE without mark",
         .besideEnding = ".txt",
         .beside = utf16(kHitachi, true, false),
         .xMicrometres = 0.0248,
         .yMicrometres = 0.0248,
         .source = "Hitachi",
         .raw = "24.8 nm",
         .region = kWithoutBar},
        {.name = "Hitachi S-4700",
         .besideEnding = ".txt",
         .beside = kHitachiS4700,
         .xMicrometres = 127e3 / 15000 / 64,
         .yMicrometres = 127e3 / 15000 / 64,
         .source = "Hitachi",
         .raw = "Magnification = 15000"},
        {.name = "Olympus",
         .tags = {longTag(33560, appendix)},
         .appendix = olympusStructure(appendix, -9, 125.5, 126.5),
         .xMicrometres = 0.1255,
         .yMicrometres = 0.1265,
         .source = "Olympus Soft Imaging",
         .raw = "125.5 x 126.5 times 10^-9 m"},
        {.name = "Gatan",
         .tags = {textTag(65003, "nm"), textTag(65004, "\xb5m"), doubleTag(65009, 2.5),
                  doubleTag(65010, 0.0026)},
         .xMicrometres = 0.0025,
         .yMicrometres = 0.0026,
         .source = "Gatan DigitalMicrograph",
         .raw = "2.5 nm"},
        {.name = "ImageJ micron",
         .tags = imageJ("micron", 4'000'000),
         .xMicrometres = 0.25,
         .yMicrometres = 0.5,
         .source = "ImageJ",
         .raw = "unit = micron, XResolution = 4"},
        {.name = "ImageJ um",
         .tags = imageJ("um", 4'000'000),
         .xMicrometres = 0.25,
         .yMicrometres = 0.5,
         .source = "ImageJ",
         .raw = "unit = um"},
        {.name = "ImageJ escaped",
         .tags = imageJ("\\u00B5m", 4'000'000),
         .xMicrometres = 0.25,
         .yMicrometres = 0.5,
         .source = "ImageJ",
         .raw = "XResolution = 4"},
        {.name = "ImageJ Latin-1",
         .tags = imageJ("\xb5m", 4'000'000),
         .xMicrometres = 0.25,
         .yMicrometres = 0.5,
         .source = "ImageJ",
         .raw = "unit = \u00b5m"},
        {.name = "ImageJ nm",
         .tags = imageJ("nm", 20'000),
         .xMicrometres = 0.05,
         .yMicrometres = 0.1,
         .source = "ImageJ",
         .raw = "unit = nm"},
        {.name = "ImageJ mm",
         .tags = imageJ("mm", 200'000'000),
         .xMicrometres = 5,
         .yMicrometres = 10,
         .source = "ImageJ",
         .raw = "unit = mm"},
        {.name = "ImageJ inch",
         .tags = imageJ("inch", 2'540'000'000),
         .xMicrometres = 10,
         .yMicrometres = 20,
         .source = "ImageJ",
         .raw = "unit = inch"},
        {.name = "ImageJ cm",
         .tags = imageJ("cm", 1'000'000'000),
         .xMicrometres = 10,
         .yMicrometres = 20,
         .source = "ImageJ",
         .raw = "unit = cm"},
        {.name = "OME",
         .tags = {textTag(270, kOme)},
         .xMicrometres = 0.25,
         .yMicrometres = 0.26,
         .source = "OME-TIFF",
         .raw = "PhysicalSizeX = 0.25 \u00b5m, PhysicalSizeY = 260 nm"},
    };
}

} // namespace sorby::test
